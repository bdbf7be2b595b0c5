// Cosmos DB's errors: a status, a substatus and a message.

/** Status codes as Cosmos DB's REST reference names them. */
const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  501: 'NotImplemented',
};

/** An error that is sent to the client. */
export class CosmosError extends Error {
  override readonly name = 'CosmosError';
  readonly status: number;
  readonly substatus: number | undefined;

  constructor(status: number, message: string, substatus?: number) {
    super(message);
    this.status = status;
    this.substatus = substatus;
  }

  get code(): string {
    return codes[this.status] ?? 'InternalServerError';
  }
}

export const badRequest = (message: string, substatus?: number): CosmosError => new CosmosError(400, message, substatus);

/** 404 for an item, with no substatus. */
export const itemNotFound = (): CosmosError => new CosmosError(404, 'Entity with the specified id does not exist in the system.');

/** 404 for a missing container or database: the substatus 1003 tells an SDK so. */
export const ownerNotFound = (): CosmosError => new CosmosError(404, 'Owner resource does not exist.', 1003);

export const conflict = (message = 'Entity with the specified id already exists in the system.'): CosmosError =>
  new CosmosError(409, message);

export const preconditionFailed = (message = 'One of the specified pre-condition is not met.'): CosmosError =>
  new CosmosError(412, message);

export const tooLarge = (): CosmosError => new CosmosError(413, 'Request size is too large.');

export const notImplemented = (what: string): CosmosError => new CosmosError(501, `${what} aren't supported by this emulator.`);
