import { once } from 'node:events'
import { expect, type Page } from '@playwright/test'
import { ZipFile } from 'yazl'
import { controlsForm } from './controls-form.ts'
import type { WalkLanguage } from './people.ts'
import { openPage } from './people.ts'

const tehsils = `name,label,label::اردو (ur),level,parent
dgk,Dera Ghazi Khan,ڈیرہ غازی خان,d,
lay,Layyah,لیہ,d,
taunsa,Taunsa,تونسہ,t,dgk
kotc,Kot Chutta,کوٹ چھٹہ,t,dgk
karor,Karor,کروڑ,t,lay
`

/** Returns a small image in this colour. */
async function picture(desk: Page, colour: string): Promise<Buffer> {
	const base64 = await desk.evaluate((fill) => {
		const canvas = document.createElement('canvas')
		canvas.width = 120
		canvas.height = 80
		const pen = canvas.getContext('2d')
		if (!pen) throw new Error('no canvas')
		pen.fillStyle = fill
		pen.fillRect(0, 0, 120, 80)
		return canvas.toDataURL('image/png').split(',')[1] ?? ''
	}, colour)
	return Buffer.from(base64, 'base64')
}

/** Publishes a form with every control at the desk: its files chosen one by one, or in one zip for the Urdu walk. */
export async function publishControls(desk: Page, language: WalkLanguage): Promise<void> {
	const files = {
		'controls.md': Buffer.from(controlsForm),
		'tehsils.csv': Buffer.from(tehsils),
		'orchard.png': await picture(desk, '#1f6b3a'),
		'mango.png': await picture(desk, '#e0a020'),
		'date.png': await picture(desk, '#7a4a2a'),
	}
	await openPage(desk, 'Forms')
	const inZip = language === 'ur'
	const chosen = inZip ? { 'controls.zip': await zipOf(files) } : files
	await desk.getByLabel('Upload form').setInputFiles(
		Object.entries(chosen).map(([name, buffer]) => ({
			name,
			mimeType: 'application/octet-stream',
			buffer,
		})),
	)
	await desk.getByRole('button', { name: 'Publish version 1' }).click()
	await expect(desk.getByRole('status')).toContainText('Everything is published')
}

async function zipOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
	const zip = new ZipFile()
	for (const [name, buffer] of Object.entries(files)) zip.addBuffer(buffer, `form/${name}`)
	zip.end()
	const pieces: Buffer[] = []
	zip.outputStream.on('data', (piece: Buffer) => pieces.push(piece))
	await once(zip.outputStream, 'end')
	return Buffer.concat(pieces)
}
