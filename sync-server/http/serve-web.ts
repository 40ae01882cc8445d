import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isApi, isDocs } from './route-of.ts'

/** The app's files out of a folder that was built, and its page for each of its addresses. */
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
	// a new phone asks for the first texts together with the app, and not after it: on 2G that is two seconds. The page does not
	// say that it varies: only this hint does, and a service worker would not find the page again without network
	app.addHook('onSend', async (request, reply) => {
		if (isDocs(request) || !String(reply.getHeader('content-type')).startsWith('text/html')) return
		const wanted = request.headers['accept-language']?.slice(0, 2).toLowerCase() ?? ''
		const file = texts.get(wanted) ?? texts.get('en')
		if (file) reply.header('link', `</assets/${file}>; rel=modulepreload`)
	})
	// every address of the app is the app; what is asked for as data and is not there is not found
	app.setNotFoundHandler((request, reply) => {
		const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
		return wantsPage && !isApi(request) ? reply.sendFile('index.html') : sendNotFound(reply)
	})
}

/** The file of each language with what is shown first on a phone, as the build names them. */
function textsByLanguage(root: string): ReadonlyMap<string, string> {
	const found = new Map<string, string>()
	try {
		for (const file of readdirSync(join(root, 'assets'))) {
			const [, language] = /^texts-([a-z]+)-.*\.js$/.exec(file) ?? []
			if (language) found.set(language, file)
		}
	} catch {
		// built without
	}
	return found
}
