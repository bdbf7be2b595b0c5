// Shows the document beside this page. What sends requests, chooses servers or asks others is left out: the page only tells.

/** What the viewer lacks for people who don't see the page: landmarks, a heading between two levels, and no link within a button. */
const accessible = ({ React }) => {
  const make = React.createElement;
  const within = (element, attributes, heading) => (Original) => (props) =>
    make(element, attributes, heading && make('h2', { className: 'unseen' }, heading), make(Original, props));
  return {
    wrapComponents: {
      InfoContainer: within('header', { role: 'banner' }),
      FilterContainer: within('search', {}),
      operations: within('div', {}, 'Operations'),
      DeepLink: () => (props) => make('span', {}, props.text),
      ServersContainer: () => () => null,
      authorizeBtn: () => () => null,
    },
  };
};

globalThis.SwaggerUIBundle({
  url: 'openapi.json',
  domNode: globalThis.document.getElementById('reference'),
  docExpansion: 'none',
  deepLinking: true,
  filter: true,
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [],
  validatorUrl: null,
  plugins: [accessible],
});
