/** The page runs scripts of this server alone; the viewer sets styles of its own and shows icons from its script. */
export const DOCS_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A page that shows /openapi.json with Swagger UI, from this server alone. */
export function docsPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Acta: API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="contract"><p><a href="/openapi.json">The OpenAPI document</a></p></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
}

/** Shows the document in the page. */
export function startScript(): string {
  return `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#contract',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
});
`;
}
