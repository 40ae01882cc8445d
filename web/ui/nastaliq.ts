import address from '@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-400-normal.woff2?url'
import { nastaliqKey } from './nastaliq-enabled.ts'

/*
 * Nastaliq font. It is larger than the app up to its first question, so it is downloaded once, on request,
 * into a cache of its own, which updates of the app do not clear.
 */
const cacheName = 'zila-nastaliq'
/** Cache key of the font; its own URL changes with versions of the app. */
const cacheKey = '/nastaliq.woff2'
/** The document has one set of fonts. */
let worn: FontFace | null = null

/** @throws if the font is not on this phone and cannot be downloaded */
export async function downloadNastaliq(): Promise<void> {
	await applyNastaliq()
	localStorage.setItem(nastaliqKey, '')
}

/** Shows Naskh, and keeps the font: another person on this phone may use it. */
export function hideNastaliq(): void {
	localStorage.removeItem(nastaliqKey)
	if (worn) document.fonts.delete(worn)
	worn = null
	delete document.documentElement.dataset.letters
}

export async function removeNastaliq(): Promise<void> {
	hideNastaliq()
	await caches.delete(cacheName)
}

/** @throws as `downloadNastaliq` */
export async function applyNastaliq(): Promise<void> {
	if (worn) return
	const cache = await caches.open(cacheName)
	if (!(await cache.match(cacheKey))) {
		const reply = await fetch(address)
		if (!reply.ok) throw new Error('no letters came')
		await cache.put(cacheKey, reply)
	}
	const font = await cache.match(cacheKey)
	if (!font) throw new Error('the letters were not kept')
	// its letters are small for their height (rule L3)
	const looks: FontFaceDescriptors & { readonly sizeAdjust: string } = { sizeAdjust: '115%' }
	worn = await new FontFace('Noto Nastaliq Urdu', await font.arrayBuffer(), looks).load()
	document.fonts.add(worn)
	document.documentElement.dataset.letters = 'nastaliq'
}
