import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { readReply } from '#shared/testing/test-phone'
import { Phone } from '../walks/people.ts'
import { startZila } from '../walks/zila-server.ts'
import { administratorOf, inviteEnumerator } from './administrator.ts'
import { type Figure, figure, median } from './benchmark-result.ts'
import { enrolFleet, householdInterviews, postBundle } from './fleet.ts'

const interviews = 500

/**
 * Measures bytes on the wire: bodies of bundles of 50, and an idle sync of the real app, counted on
 * the socket.
 */
export async function measure(): Promise<Figure[]> {
	const server = await startZila()
	const [phone] = await enrolFleet(await administratorOf(server), 1)
	if (!phone) throw new Error('no phone')
	const post = (body: Uint8Array<ArrayBuffer>) => postBundle(server, body)
	while ((await phone.sync(post)).header.more);
	let up = 0
	let down = 0
	const answers = await householdInterviews(interviews)
	for (let at = 0; at < interviews; at += 50) {
		const edits = answers.slice(at, at + 50).map((set) => phone.edit(phone.newRecord(), set))
		const { body } = await phone.request(await phone.sealedFrames(edits))
		const reply = await post(body)
		up += body.length
		down += reply.length
		phone.cursor = (await readReply(reply)).header.cursor
	}
	await server.kill()
	const central = 'ODK Central'
	return [
		figure('up, an interview in a bundle of 50', up / interviews, 'bytes', {
			budget: 2000,
			peer: central,
			peerValue: 3258,
		}),
		figure('down, an interview in a bundle of 50', down / interviews, 'bytes', {
			budget: 100,
			peer: central,
			peerValue: 503,
		}),
		figure('an idle sync, both ways, with the headers of HTTP/1.1', await quietSync(), 'bytes', {
			budget: 999,
		}),
	]
}

/** Runs the real app in a real browser through a proxy that counts bytes. */
export async function quietSync(): Promise<number> {
	const server = await startZila()
	let bytes = 0
	const counting = createServer((phone) => {
		const line = connect(Number(new URL(server.url).port), '127.0.0.1')
		for (const [from, to] of [
			[phone, line],
			[line, phone],
		] as const) {
			from.on('data', (piece) => {
				bytes += piece.length
			})
			from.pipe(to)
			from.on('error', () => to.destroy())
		}
	})
	counting.listen(0, '127.0.0.1')
	await once(counting, 'listening')
	const url = `http://localhost:${(counting.address() as AddressInfo).port}`
	const { code } = await inviteEnumerator(await administratorOf(server), 0)
	const phone = new Phone()
	const page = await phone.switchOn(url)
	await phone.enrol(code)
	await phone.isInstalled()
	await page.locator('a[href="/send"]').click()
	const counts: number[] = []
	for (let i = 0; i < 6; i++) {
		await page.waitForTimeout(1000)
		bytes = 0
		const answered = page.waitForResponse('**/sync')
		await page.getByRole('button', { name: phone.words.sendNow }).click()
		await (await answered).finished()
		await page.waitForTimeout(500)
		counts.push(bytes)
	}
	await phone.switchOff()
	counting.close()
	await server.kill()
	// the first sync may still have had news
	return median(counts.slice(1))
}
