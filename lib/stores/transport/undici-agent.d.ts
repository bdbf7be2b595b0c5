// Types for the one file of undici that is used: the package's entry loads its fetch, caches and mocks as well, twice as much.
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export default Agent;
}
