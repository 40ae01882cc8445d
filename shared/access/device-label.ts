/** `Android 13 · Chrome 138`: enough for people to tell two devices apart. */
export function deviceLabel(userAgent: string): string {
	// an Android calls itself a Linux before, and an iPhone a Mac behind
	const system =
		/Android [\d.]+|iPhone OS [\d_]+/.exec(userAgent)?.[0] ??
		/Windows NT [\d.]+|Mac OS X|Linux/.exec(userAgent)?.[0] ??
		''
	const browser = /(?:Firefox|Edg|Chrome|Safari)\/\d+/.exec(userAgent)?.[0]?.replace('/', ' ') ?? ''
	return [system.replaceAll('_', '.'), browser].filter(Boolean).join(' · ').slice(0, 80)
}
