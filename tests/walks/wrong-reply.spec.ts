import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import { Phone } from './people.ts'
import { test } from './walk.ts'
import { startZila } from './zila-server.ts'

/** A proxy that answers one file with a page of its own, as a captive portal or a maintenance page does. */
async function lineWithPortal(server: string, wrong: RegExp) {
	const { hostname, port } = new URL(server)
	const state = { isWrong: true, answered: 0 }
	const line = createServer((asked, reply) => {
		if (state.isWrong && wrong.test(asked.url ?? '')) {
			// counts requests of the service worker only; the page may request the file too
			if (asked.headers['sec-fetch-dest'] === 'empty') state.answered++
			reply.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'max-age=31536000, immutable' })
			reply.end('<h1>Back soon</h1>')
			return
		}
		const { method, url, headers } = asked
		const upstream = request({ hostname, port, method, path: url, headers }, (answer) => {
			reply.writeHead(answer.statusCode ?? 502, answer.headers)
			answer.pipe(reply)
		})
		upstream.on('error', () => reply.destroy())
		asked.pipe(upstream)
	})
	line.listen(0, '127.0.0.1')
	await once(line, 'listening')
	return {
		state,
		url: `http://localhost:${(line.address() as AddressInfo).port}`,
		close: () => {
			line.closeAllConnections()
			line.close()
		},
	}
}

test('a wrong reply to a file of the app is not cached, and the file is fetched again later', async () => {
	const server = await startZila()
	const line = await lineWithPortal(server.url, /\/assets\/finish-view-[^/]*\.js$/)
	const phone = new Phone()
	const page = await phone.switchOn(line.url)
	await expect.poll(() => line.state.answered).toBeGreaterThan(0)
	const cachedFinish = () =>
		page.evaluate(async () => {
			const found: string[] = []
			for (const name of await caches.keys()) {
				const cache = await caches.open(name)
				for (const request of await cache.keys())
					if (request.url.includes('/finish-view-')) {
						const reply = await cache.match(request)
						found.push(`${reply?.headers.get('content-type')} ${(await reply?.text())?.slice(0, 12)}`)
					}
			}
			return found
		})
	// an incompletely cached app is not used
	await expect
		.poll(() =>
			page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.installing ?? null),
		)
		.toBeNull()
	expect(await cachedFinish()).toEqual([])
	expect(
		await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active ?? null),
	).toBeNull()

	line.state.isWrong = false
	await page.reload()
	await phone.isInstalled()
	const [finish = '', ...others] = await cachedFinish()
	expect(others).toEqual([])
	expect(finish).toMatch(/^(text|application)\/javascript/)
	expect(finish).not.toContain('<h1>')
	await phone.switchOff()
	line.close()
	await server.kill()
})

test('a wrong file cached by an earlier version is deleted when the next version installs', async () => {
	const server = await startZila()
	const phone = new Phone()
	const page = await phone.switchOn(server.url)
	await phone.isInstalled()
	const poison = () =>
		page.evaluate(async () => {
			for (const name of await caches.keys()) {
				const cache = await caches.open(name)
				for (const { url } of await cache.keys())
					if (url.includes('/noto-naskh-arabic') || url.includes('/icon.svg'))
						await cache.put(
							url,
							new Response('<h1>Back soon</h1>', { headers: { 'content-type': 'text/html' } }),
						)
			}
		})
	const wrongFiles = () =>
		page.evaluate(async () => {
			const found: string[] = []
			for (const name of await caches.keys()) {
				const cache = await caches.open(name)
				for (const request of await cache.keys())
					if ((await (await cache.match(request))?.text())?.startsWith('<h1>')) found.push(request.url)
			}
			return found
		})
	await poison()
	const poisoned = await wrongFiles()
	expect(poisoned.length).toBeGreaterThanOrEqual(2)
	await server.kill()
	const newer = await server.restart({ webFolder: 'dist/web-next' })
	await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration()
		await registration?.update()
		while (!registration?.waiting) await new Promise((later) => setTimeout(later, 50))
	})
	// the old version continues with its cache; the files that both versions share are correct from here on
	await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration()
		registration?.waiting?.postMessage({ type: 'SKIP_WAITING' })
		while (registration?.waiting) await new Promise((later) => setTimeout(later, 50))
	})
	await expect.poll(wrongFiles).toEqual([])
	await phone.switchOff()
	await newer.kill()
})
