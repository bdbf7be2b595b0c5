// App settings that a binding names as `%NAME%`, and those that turn a function off.

/** The text itself, or the setting that it names. Throws for a setting that is missing. */
export function resolveSetting(text: string, environment: NodeJS.ProcessEnv): string {
  const [, name] = /^%(.+)%$/.exec(text) ?? [];
  if (name === undefined) return text;
  const value = environment[name];
  if (value === undefined) throw new Error(`'${text}' does not resolve to a value.`);
  return value;
}

/** Whether a setting says that nothing but a person starts this function ("How to disable functions"). */
export const isDisabled = (name: string, environment: NodeJS.ProcessEnv): boolean =>
  /^(true|1)$/i.test(environment[`AzureWebJobs.${name}.Disabled`] ?? '');
