export function build(options?: { webOut?: string; appVersion?: string }): Promise<void>
