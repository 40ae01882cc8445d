import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'

interface FileToTake {
	readonly name: string
	readonly mimeType: string
	readonly buffer: Buffer
}

/** Metadata that a phone's camera writes into a photo: owner and location. */
export const writtenByCamera = 'Amina phone at 30.05 70.63'

/** A photo as a camera produces it, 2400 × 1800, with this metadata in its EXIF part. */
export async function photograph(page: Page): Promise<FileToTake> {
	const base64 = await page.evaluate(async () => {
		const canvas = document.createElement('canvas')
		canvas.width = 2400
		canvas.height = 1800
		const pen = canvas.getContext('2d')
		if (!pen) throw new Error('no canvas')
		const sky = pen.createLinearGradient(0, 0, 2400, 1800)
		sky.addColorStop(0, '#8ec5e8')
		sky.addColorStop(1, '#c79a5b')
		pen.fillStyle = sky
		pen.fillRect(0, 0, 2400, 1800)
		pen.fillStyle = '#7a4a2a'
		pen.fillRect(900, 800, 700, 600)
		return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? ''
	})
	const jpeg = Buffer.from(base64, 'base64')
	const note = Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from(writtenByCamera)])
	const head = Buffer.from([0xff, 0xe1, 0, note.length + 2])
	return {
		name: 'IMG_20251120_Amina.JPG',
		mimeType: 'image/jpeg',
		buffer: Buffer.concat([jpeg.subarray(0, 2), head, note, jpeg.subarray(2)]),
	}
}

/** A video of one second. */
export async function film(page: Page): Promise<FileToTake> {
	const base64 = await page.evaluate(async () => {
		const canvas = document.createElement('canvas')
		canvas.width = 160
		canvas.height = 120
		const pen = canvas.getContext('2d')
		const recorder = new MediaRecorder(canvas.captureStream(10))
		const pieces: Blob[] = []
		recorder.ondataavailable = ({ data }) => pieces.push(data)
		const ended = new Promise((over) => {
			recorder.onstop = over
		})
		recorder.start()
		for (let i = 0; i < 10; i++) {
			pen?.fillRect(i * 10, i * 10, 20, 20)
			await new Promise((next) => setTimeout(next, 100))
		}
		recorder.stop()
		await ended
		const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer())
		return btoa(String.fromCharCode(...bytes))
	})
	return { name: 'visit.webm', mimeType: 'video/webm', buffer: Buffer.from(base64, 'base64') }
}

export const register: FileToTake = {
	name: 'Amina Bibi.PDF',
	mimeType: 'application/pdf',
	buffer: Buffer.from(`%PDF-1.4\n${'a page of a register '.repeat(2000)}`),
}

/** Creates a file of this many megabytes. Returns its path. */
export async function largeFile(megabytes: number): Promise<string> {
	const path = join(await mkdtemp(join(tmpdir(), 'zila-large-')), 'long.mp4')
	const file = openSync(path, 'w')
	ftruncateSync(file, megabytes * 1e6)
	closeSync(file)
	return path
}

type Folder = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> }

/** Names of all encrypted files on the phone. */
export const sealedOn = (page: Page): Promise<string[]> =>
	page.evaluate(async () => {
		const root = await navigator.storage.getDirectory()
		const names: string[] = []
		const all = (await root.getDirectoryHandle('recordings', { create: true })) as Folder
		for await (const { name } of all.values()) names.push(name)
		return names.sort()
	})

/** Readable text in the bytes of such a file. */
export const sealedBytes = (page: Page, name: string): Promise<string> =>
	page.evaluate(async (file) => {
		const root = await navigator.storage.getDirectory()
		const folder = (await (await root.getDirectoryHandle('recordings')).getDirectoryHandle(file)) as Folder
		let text = ''
		for await (const piece of folder.values())
			text += await (await (piece as FileSystemFileHandle).getFile()).text()
		return text
	}, name)

/** Runs in the page, whose policy forbids it to fetch the images that it shows. */
export function captureBlobs(): void {
	const blobs = new Map<string, Blob>()
	const create = URL.createObjectURL.bind(URL)
	URL.createObjectURL = (blob: Blob) => {
		const address = create(blob)
		blobs.set(address, blob)
		return address
	}
	Object.assign(globalThis, { blobs })
}

/** Bytes of an image on the phone's screen. Requires `captureBlobs`. */
export async function pictureBytes(image: Locator): Promise<Buffer> {
	const base64 = await image.evaluate(async (element) => {
		const { blobs } = globalThis as unknown as { blobs: Map<string, Blob> }
		const bytes = new Uint8Array((await blobs.get((element as HTMLImageElement).src)?.arrayBuffer()) ?? [])
		return btoa(String.fromCharCode(...bytes))
	})
	return Buffer.from(base64, 'base64')
}
