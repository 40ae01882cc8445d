import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isApi, isDocs } from './route-of.ts'

/** Serves the files of the built web app, and its page for each of its addresses. */
export async function serveWeb(
	app: FastifyInstance,
	root: string,
	sendNotFound: (reply: FastifyReply) => void,
): Promise<void> {
	const texts = textsByLanguage(root)
	await app.register(fastifyStatic, {
		root,
		cacheControl: false,
		preCompressed: true,
		setHeaders(response, path) {
			const isHashed = /[\\/]assets[\\/]/.test(path)
			response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
		},
	})
	// A new phone preloads its first texts together with the app: on 2G this saves two seconds. The page has no
	// `vary` header: only this hint varies, and a service worker would not find the page again offline.
	app.addHook('onSend', async (request, reply) => {
		if (isDocs(request) || !String(reply.getHeader('content-type')).startsWith('text/html')) return
		const wanted = request.headers['accept-language']?.slice(0, 2).toLowerCase() ?? ''
		const file = texts.get(wanted) ?? texts.get('en')
		if (file) reply.header('link', `</assets/${file}>; rel=modulepreload`)
	})
	// Every page address returns the app; unknown data addresses are not found.
	app.setNotFoundHandler((request, reply) => {
		const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
		return wantsPage && !isApi(request) ? reply.sendFile('index.html') : sendNotFound(reply)
	})
}

/** File with the first texts of a phone, by language, under the names of the build. */
function textsByLanguage(root: string): ReadonlyMap<string, string> {
	const found = new Map<string, string>()
	try {
		for (const file of readdirSync(join(root, 'assets'))) {
			const [, language] = /^texts-([a-z]+)-.*\.js$/.exec(file) ?? []
			if (language) found.set(language, file)
		}
	} catch {
		// Built without texts.
	}
	return found
}
