// What the tests of this rule see of it.
export declare function titleFault(title: string): string | undefined;
