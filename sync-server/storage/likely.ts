/** A pattern for LIKE that contains the text; `%`, `_` and `\` are themselves. To be used with `escape '\'`. */
export const likely = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
