/** Name and stack of an error without its message: databases quote values in messages. */
export function traceOf(thrown: unknown): string {
	if (!(thrown instanceof Error)) return 'something that is no error'
	const code = 'code' in thrown ? ` ${String(thrown.code)}` : ''
	const { message, stack = '' } = thrown
	// A message may have lines that look like those of a stack.
	const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack
	return [
		thrown.name + code,
		...frames
			.split('\n')
			.filter((line) => line.trim().startsWith('at '))
			.slice(0, 6),
		...(thrown.cause instanceof Error ? ['caused by', traceOf(thrown.cause)] : []),
	].join('\n')
}
