// Request charges in request units (RU): near enough to Cosmos DB's for costs to be compared, not for a bill.

const kilobytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** A point read: 1 RU per KB. */
export const readCharge = (bytes: number): number => kilobytes(bytes);

/** A write with a few indexes: between 5 and 7 RU per KB. */
export const writeCharge = (bytes: number, indexes: number): number => kilobytes(bytes) * Math.min(7, 5 + indexes * 0.25);

/** What an operation that changed nothing costs. */
export const refusalCharge = 1;

/** A query's base, the items it touched and the bytes it gives back. */
export const queryCharge = (retrieved: number, bytes: number): number => 2.3 + retrieved * 0.03 + (bytes / 1024) * 0.05;
