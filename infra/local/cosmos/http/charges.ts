// Request charges in request units (RU): close enough to Cosmos DB's to compare costs, but not to predict a bill.

const kilobytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** A point read: 1 RU per KB. */
export const readCharge = (bytes: number): number => kilobytes(bytes);

/** A write with a few indexes costs between 5 and 7 RU per KB. */
export const writeCharge = (bytes: number, indexes: number): number => kilobytes(bytes) * Math.min(7, 5 + indexes * 0.25);

/** The charge of an operation that changed nothing. */
export const refusalCharge = 1;

/** A query's charge: a base, the items that it read and the bytes that it returns. */
export const queryCharge = (retrieved: number, bytes: number): number => 2.3 + retrieved * 0.03 + (bytes / 1024) * 0.05;
