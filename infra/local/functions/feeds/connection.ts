// Opens the Cosmos DB account that settings of one prefix lead to, as the real extension reads them.
import type { CosmosClient, CosmosClientOptions } from '@azure/cosmos';

/**
 * Opens the account without a call to it. The setting `{name}` holds a connection string (`AccountEndpoint=…;AccountKey=…`); without it,
 * `{name}__accountEndpoint` is opened by identity: the managed one where `{name}__credential` says so, with the client id
 * `{name}__clientId`, else that of whoever has signed in here. Each name is also looked for behind `AzureWebJobs`. Throws an error that
 * names what is missing.
 */
export async function openAccount(name: string, environment: NodeJS.ProcessEnv): Promise<CosmosClient> {
  const setting = (of: string): string | undefined => environment[of] || environment[`AzureWebJobs${of}`] || undefined;
  const connectionString = setting(name);
  const endpoint = connectionString === undefined ? setting(`${name}__accountEndpoint`) : undefined;
  if (connectionString === undefined && endpoint === undefined)
    throw new Error(`Cosmos DB connection configuration '${name}' does not exist: set '${name}' or '${name}__accountEndpoint'.`);
  const options = connectionString === undefined ? await byIdentity(endpoint ?? '', name, setting) : byKey(connectionString, name);
  const { CosmosClient: Client } = await import('@azure/cosmos');
  return new Client(options);
}

function byKey(connectionString: string, name: string): CosmosClientOptions {
  const parts = new Map(
    connectionString.split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const;
    }),
  );
  const [endpoint, key] = [parts.get('accountendpoint'), parts.get('accountkey')];
  if (!endpoint || !key) throw new Error(`The connection string '${name}' must have AccountEndpoint and AccountKey.`);
  return { endpoint, key };
}

async function byIdentity(endpoint: string, name: string, setting: (of: string) => string | undefined): Promise<CosmosClientOptions> {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  const clientId = setting(`${name}__clientId`);
  const identity = clientId === undefined ? {} : { clientId };
  const managed = setting(`${name}__credential`)?.toLowerCase() === 'managedidentity';
  return { endpoint, aadCredentials: managed ? new ManagedIdentityCredential(identity) : new DefaultAzureCredential() };
}
