/** Returns the routes from Fastify's printed tree, which is indented by four characters a level. */
export function routesOf(drawn: string): string[] {
	const above: string[] = []
	return drawn.split('\n').flatMap((line) => {
		const match = /^(.*?)[├└]── (\S+)(?: \((.*)\))?$/.exec(line)
		if (!match) return []
		const [, indent = '', segment = '', methods = ''] = match
		const depth = indent.length / 4
		above[depth] = (depth === 0 ? '' : (above[depth - 1] ?? '')) + segment
		return methods
			.split(', ')
			.filter((method) => method !== '' && method !== 'HEAD')
			.map((method) => `${method} ${above[depth]}`)
	})
}
