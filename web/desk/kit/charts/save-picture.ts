import { saveFile } from '../../../ui/download-file.ts'

/** Pixels of the picture for one of the screen: sharp in print. */
const scale = 2
const margin = 16
/** Elements that do something on the screen only. */
const controls = '.actions, .map-buttons, .chart-tip'

/**
 * Saves what an element shows as a PNG file, with `source` as its last line. It is drawn in the browser: nothing is sent.
 *
 * @throws Error if the browser cannot draw it
 */
export async function savePicture(element: HTMLElement, fileName: string, source: string): Promise<void> {
	const frame = document.createElement('div')
	const color = getComputedStyle(element).color
	frame.style.cssText = `padding: ${margin}px; background: ${getComputedStyle(document.documentElement).getPropertyValue('--paper')}; color: ${color}`
	frame.append(copyOf(element), lineOf(source))
	const width = element.offsetWidth + 2 * margin
	const height = heightOf(frame, width)
	const image = new Image()
	image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await drawingOf(frame, width, height))}`
	await image.decode()
	const canvas = document.createElement('canvas')
	canvas.width = width * scale
	canvas.height = height * scale
	const drawing = canvas.getContext('2d')
	if (!drawing) throw new Error('the browser has no canvas')
	drawing.drawImage(image, 0, 0, canvas.width, canvas.height)
	const picture = await new Promise<Blob | null>((drawn) => canvas.toBlob(drawn, 'image/png'))
	if (!picture) throw new Error('the browser drew no picture')
	saveFile(fileName, picture)
}

/** Copies an element without its controls. Each part has its styles in it: a picture has no style sheets. */
function copyOf(element: Element): Element {
	const copy = element.cloneNode(false) as HTMLElement | SVGElement
	const styles = getComputedStyle(element)
	for (const name of styles) copy.style.setProperty(name, styles.getPropertyValue(name))
	if (element instanceof HTMLCanvasElement && copy instanceof HTMLCanvasElement) return imageOf(element, copy)
	for (const child of element.childNodes)
		if (!(child instanceof Element)) copy.append(child.cloneNode())
		else if (!child.matches(controls)) copy.append(copyOf(child))
	return copy
}

/** Image of what was drawn on a canvas: a copy of it is empty. */
function imageOf(canvas: HTMLCanvasElement, { style }: HTMLCanvasElement): HTMLImageElement {
	const image = document.createElement('img')
	image.src = canvas.toDataURL()
	image.style.cssText = style.cssText
	return image
}

function lineOf(text: string): HTMLElement {
	const line = document.createElement('p')
	const { fontFamily, direction } = getComputedStyle(document.body)
	line.textContent = text
	line.style.cssText = `margin: ${margin}px 0 0; font: 12px ${fontFamily}; direction: ${direction}`
	return line
}

/** Height of a frame that is not on the page yet. */
function heightOf(frame: HTMLElement, width: number): number {
	const style = frame.style.cssText
	frame.style.cssText = `${style}; position: fixed; inset-block-start: -9999px; box-sizing: border-box; inline-size: ${width}px`
	document.body.append(frame)
	const height = Math.ceil(frame.offsetHeight)
	frame.remove()
	frame.style.cssText = style
	return height
}

async function drawingOf(frame: HTMLElement, width: number, height: number): Promise<string> {
	const fonts = document.createElement('style')
	fonts.textContent = (await embeddedFonts()).join('\n')
	const xml = [fonts, frame].map((part) => new XMLSerializer().serializeToString(part)).join('')
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${xml}</foreignObject></svg>`
}

/** Font faces of the page in use, with their files in them: a picture loads no files. */
async function embeddedFonts(): Promise<string[]> {
	const used = new Set(
		[...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => unquoted(family)),
	)
	const faces = [...document.styleSheets]
		.flatMap((sheet) => [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? location.href })))
		.filter(({ rule }) => rule instanceof CSSFontFaceRule && used.has(unquoted(rule.style.fontFamily)))
	return Promise.all(
		faces.map(async ({ rule, base }) => {
			const [, address] = /url\("?([^")]+)"?\)/.exec(rule.cssText) ?? []
			if (address === undefined) return rule.cssText
			const file = await (await fetch(new URL(address, base))).blob()
			return rule.cssText.replace(address, await dataUrlOf(file))
		}),
	)
}

const unquoted = (family: string): string => family.replaceAll('"', '')

const dataUrlOf = (file: Blob): Promise<string> =>
	new Promise((read, failed) => {
		const reader = new FileReader()
		reader.onload = () => read(String(reader.result))
		reader.onerror = () => failed(reader.error)
		reader.readAsDataURL(file)
	})
