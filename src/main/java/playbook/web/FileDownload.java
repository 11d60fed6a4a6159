package playbook.web;

import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import playbook.evidence.IncidentFiles;
import playbook.process.history.Incidents;

/** Gives a file of an incident to users who may read the incident; always as a download, never as a page. */
@RestController
class FileDownload {

    private final Incidents incidents;
    private final IncidentFiles files;

    FileDownload(Incidents incidents, IncidentFiles files) {
        this.incidents = incidents;
        this.files = files;
    }

    @GetMapping("/incidents/{key}/files/{*name}")
    ResponseEntity<Resource> download(@PathVariable String key, @PathVariable String name) {
        if (incidents.find(key).isEmpty()) {
            throw new UnknownIncident(key);
        }
        String text = files.text(key, name.substring(1)).orElseThrow(() -> new UnknownIncident(key + name));
        String attachment = ContentDisposition.attachment()
                .filename(name.substring(1))
                .build()
                .toString();
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
    }
}
