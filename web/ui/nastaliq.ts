import address from '@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-400-normal.woff2?url'
import { nastaliqKey } from './nastaliq-wanted.ts'

/*
 * Nastaliq weighs more than the whole app before the first question. It is fetched once, for whoever asks for it, and
 * kept in a cache of its own: a new version of the app takes nothing away.
 */
const cacheName = 'zila-nastaliq'
/** Not the file's own address, which changes with versions of the app. */
const cacheKey = '/nastaliq.woff2'
let worn: FontFace | null = null

/** @throws where it is not on this phone and no network brings it */
export async function downloadNastaliq(): Promise<void> {
	await applyNastaliq()
	localStorage.setItem(nastaliqKey, '')
}

export async function removeNastaliq(): Promise<void> {
	localStorage.removeItem(nastaliqKey)
	if (worn) document.fonts.delete(worn)
	worn = null
	delete document.documentElement.dataset.letters
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
