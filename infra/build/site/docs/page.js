// Shows the document beside this page. What sends requests, chooses servers or asks others is left out: the page only tells.
const { document, SwaggerUIBundle } = globalThis;

SwaggerUIBundle({
  url: 'openapi.json',
  domNode: document.getElementById('reference'),
  docExpansion: 'none',
  deepLinking: true,
  filter: true,
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [],
  validatorUrl: null,
  plugins: [() => ({ wrapComponents: { ServersContainer: () => () => null, authorizeBtn: () => () => null } })],
});
