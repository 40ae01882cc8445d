import { Problem } from '#shared/kernel/problem'
import type { NewAttachment } from '../../../storage/attachments/attachments.ts'
import { copyLocation } from '../images/strip-metadata.ts'

/**
 * Pixels of the longer side: enough to read a page of a register. A camera's own picture has ten times the
 * bytes.
 */
export const usualPixels = 1600
const jpegQuality = 0.8

/**
 * Redraws a picture, with at most `maxPixels` on its longer side. A camera writes location, time and phone
 * into its file (EXIF): in a survey on trafficking that can lead to a house. Only pixels pass through a
 * canvas, so no metadata remains.
 * @throws Problem `picture-unreadable`
 */
export async function shrinkPicture(file: Blob, maxPixels: number): Promise<NewAttachment> {
	const picture = await readPicture(file)
	try {
		return await drawnSmall(picture, picture, maxPixels)
	} finally {
		picture.close()
	}
}

/** Copies the location of the original into the redrawn picture; only if the form asks for it. */
export async function copyExifLocation(original: Blob, redrawn: NewAttachment): Promise<NewAttachment> {
	const [from, to] = await Promise.all([original.arrayBuffer(), redrawn.blob.arrayBuffer()])
	const bytes = copyLocation(new Uint8Array(from), new Uint8Array(to))
	return { ...redrawn, blob: new Blob([bytes], { type: redrawn.blob.type }) }
}

/** Returns the current image of the camera within the page. */
export const pictureFrom = (video: HTMLVideoElement, maxPixels: number): Promise<NewAttachment> =>
	drawnSmall(video, { width: video.videoWidth, height: video.videoHeight }, maxPixels)

async function drawnSmall(
	source: CanvasImageSource,
	{ width, height }: { readonly width: number; readonly height: number },
	maxPixels: number,
): Promise<NewAttachment> {
	const scale = Math.min(1, maxPixels / Math.max(width, height))
	const canvas = document.createElement('canvas')
	canvas.width = Math.max(1, Math.round(width * scale))
	canvas.height = Math.max(1, Math.round(height * scale))
	const pen = canvas.getContext('2d')
	if (!pen) throw new Problem('picture-unreadable')
	// JPEG has no transparency: it would turn black
	pen.fillStyle = '#fff'
	pen.fillRect(0, 0, canvas.width, canvas.height)
	pen.imageSmoothingQuality = 'high'
	pen.drawImage(source, 0, 0, canvas.width, canvas.height)
	return pictureOf(canvas, 'jpg')
}

/**
 * Decodes a picture, rotated upright.
 * @throws Problem `picture-unreadable`
 */
export const readPicture = (file: Blob): Promise<ImageBitmap> =>
	createImageBitmap(file, { imageOrientation: 'from-image' }).catch((thrown: unknown) => {
		throw new Problem('picture-unreadable', {}, thrown)
	})

/** Encodes a canvas: JPEG for photographs, PNG for lines on white. */
export async function pictureOf(canvas: HTMLCanvasElement, ending: 'jpg' | 'png'): Promise<NewAttachment> {
	const type = ending === 'jpg' ? 'image/jpeg' : 'image/png'
	const blob = await new Promise<Blob | null>((made) => canvas.toBlob(made, type, jpegQuality))
	if (!blob) throw new Problem('picture-unreadable')
	return { kind: 'picture', ending, blob }
}
