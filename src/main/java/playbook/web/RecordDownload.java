package playbook.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import playbook.evidence.EvidenceExport;
import playbook.process.history.Incidents;

/**
 * Serves an incident's record to auditors, as a file that can be verified without the playbook; see docs/evidence.md.
 */
@RestController
class RecordDownload {

    private final Incidents incidents;
    private final EvidenceExport export;

    RecordDownload(Incidents incidents, EvidenceExport export) {
        this.incidents = incidents;
        this.export = export;
    }

    /** Accepts a browser's login session, or a program's name and password. */
    @GetMapping({"/incidents/{key}/evidence", "/api/incidents/{key}/evidence"})
    ResponseEntity<byte[]> download(@PathVariable String key) throws IOException {
        if (incidents.find(key).isEmpty()) {
            throw new UnknownIncident(key);
        }
        String attachment = ContentDisposition.attachment()
                .filename(key + "-evidence.jsonl")
                .build()
                .toString();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (Writer out = new OutputStreamWriter(whole, StandardCharsets.UTF_8)) {
            export.write(key, out);
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment)
                .contentType(MediaType.parseMediaType("application/x-ndjson"))
                .body(whole.toByteArray());
    }
}
