import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { baseMapApi } from '#shared/api/base-map'
import { Problem } from '#shared/kernel/problem'
import { maxBaseMapRange } from '#shared/study/base-map'
import { BaseMapUnusable, type OpenBaseMap, openBaseMap } from '../study/base-map.ts'
import { rangeOf } from './byte-range.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/** Its address names the version of the file: a part never changes. Only the browser of this user stores it. */
const cacheControl = 'private, max-age=604800, immutable'

/** Routes for the base map: whether there is one, and parts of its archive. */
export function baseMapRoutes(app: FastifyInstance, deps: Deps): void {
	const openCurrent = () => (deps.baseMapFile === undefined ? null : openUsable(deps.baseMapFile))
	mountApi(app, deps, baseMapApi, {
		async current() {
			const archive = await openCurrent()
			await archive?.close()
			return archive && { version: archive.version }
		},
		async part({ params, request, reply }) {
			const archive = await openCurrent()
			if (archive?.version === params.version) return sendPart(archive, request, reply)
			await archive?.close()
			throw new Problem('not-found')
		},
	})
}

/** Null for a file that cannot be used: the start of the server and `zila check` say why. */
async function openUsable(file: string): Promise<OpenBaseMap | null> {
	try {
		return await openBaseMap(file)
	} catch (thrown) {
		if (thrown instanceof BaseMapUnusable) return null
		throw thrown
	}
}

async function sendPart(archive: OpenBaseMap, { headers }: FastifyRequest, reply: FastifyReply) {
	const etag = `"${archive.version}"`
	if (headers['if-none-match'] === etag) {
		await archive.close()
		return reply.code(304).header('etag', etag).header('cache-control', cacheControl).send()
	}
	const range = rangeOf(headers.range, archive.size)
	if (range === null || range.last - range.first >= maxBaseMapRange) {
		await archive.close()
		return reply
			.code(416)
			.header('content-range', `bytes */${archive.size}`)
			.send(new Problem('input-invalid', { field: 'range' }).toJSON())
	}
	return reply
		.code(206)
		.header('content-type', 'application/octet-stream')
		.header('content-range', `bytes ${range.first}-${range.last}/${archive.size}`)
		.header('content-length', range.last - range.first + 1)
		.header('accept-ranges', 'bytes')
		.header('etag', etag)
		.header('cache-control', cacheControl)
		.header('content-disposition', 'attachment; filename="base-map.pmtiles"')
		.send(archive.read(range))
}
