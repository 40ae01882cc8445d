/** Returns a label such as `Android 13 · Chrome 138`, so that people can tell two devices apart. */
export function browserLabel(userAgent: string): string {
	// Android user agents contain "Linux" before it, and those of iPhones "Mac OS X" after it
	const system =
		/Android [\d.]+|iPhone OS [\d_]+/.exec(userAgent)?.[0] ??
		/Windows NT [\d.]+|Mac OS X|Linux/.exec(userAgent)?.[0] ??
		''
	const browser = /(?:Firefox|Edg|Chrome|Safari)\/\d+/.exec(userAgent)?.[0]?.replace('/', ' ') ?? ''
	return [system.replaceAll('_', '.'), browser].filter(Boolean).join(' · ').slice(0, 80)
}
