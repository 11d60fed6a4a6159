package playbook.web;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers a request for an unknown incident with a page that says so and links to the list; gives every page the user's
 * name.
 */
@ControllerAdvice
class WhatWentWrong {

    @ModelAttribute("user")
    String user(@Nullable Principal user) {
        return user == null ? "" : user.getName();
    }

    @ExceptionHandler(UnknownIncident.class)
    Object unknown(UnknownIncident unknown, HttpServletRequest request) {
        String text = String.valueOf(unknown.getMessage());
        if (request.getRequestURI().startsWith("/api/")) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND).body(Map.of("error", text));
        }
        var page = new ModelAndView(
                "unknown-incident", Map.of("text", text.lines().findFirst().orElse("")));
        Principal user = request.getUserPrincipal();
        page.addObject("user", user == null ? "" : user.getName());
        page.setStatus(HttpStatus.NOT_FOUND);
        return page;
    }
}
