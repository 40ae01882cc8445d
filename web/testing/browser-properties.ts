type Properties = Readonly<Record<string, PropertyDescriptor>>

/** Objects of the browser whose properties tests replace. The DOM is shared by many test files. */
const replaced = (): readonly object[] => [navigator, document, document.documentElement]

/**
 * Remembers the properties of `navigator`, `document` and its root element. Returns a function that undoes
 * what was added, replaced or deleted since: without it, a test that goes offline leaves the next file offline.
 */
export function rememberBrowserProperties(): () => void {
	const remembered = replaced().map((owner) => [owner, propertiesOf(owner)] as const)
	return () => {
		for (const [owner, before] of remembered) restore(owner, before)
	}
}

/** Returns the named properties, without those with which React marks the document (`_reactListening…`). */
const propertiesOf = (owner: object): Properties =>
	Object.fromEntries(
		Object.entries(Object.getOwnPropertyDescriptors(owner)).filter(([name]) => !name.startsWith('_')),
	)

function restore(owner: object, before: Properties): void {
	const now = propertiesOf(owner)
	for (const name of Object.keys(now)) if (!(name in before)) Reflect.deleteProperty(owner, name)
	for (const [name, property] of Object.entries(before)) {
		if (!isSame(property, now[name])) Object.defineProperty(owner, name, property)
	}
}

const isSame = (one: PropertyDescriptor, other: PropertyDescriptor | undefined): boolean =>
	one.value === other?.value && one.get === other?.get && one.set === other?.set
