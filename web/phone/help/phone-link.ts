/** Returns the address that calls a number, which may be written with spaces and hyphens. */
export const phoneLink = (number: string): string => `tel:${number.replace(/[\s-]/g, '')}`
