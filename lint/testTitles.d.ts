// Types of this rule for its tests.
export declare function titleFault(title: string): string | undefined;
