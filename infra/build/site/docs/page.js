// Shows the document beside this page. What sends requests, chooses servers or asks others is left out: the page only tells.

/** What the viewer lacks for people who don't see the page: landmarks, a heading between two levels, no link within a button, the name of a list. */
const accessible = ({ React }) => {
  const make = React.createElement;
  const within = (element, attributes, heading) => (Original) => (props) =>
    make(element, attributes, heading && make('h2', { className: 'unseen' }, heading), make(Original, props));
  return {
    wrapComponents: {
      InfoContainer: within('header', { role: 'banner' }),
      FilterContainer: within('search', {}),
      operations: within('div', {}, 'Operations'),
      ExamplesSelect: (Original) => (props) =>
        make('label', {}, make('span', { className: 'unseen' }, 'Which example'), make(Original, props)),
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
