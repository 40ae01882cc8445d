import { type ArchiveOptions, writePmtilesArchive } from '#shared/testing/pmtiles-archive'
import type { Replies, SentRequest } from './server-replies.ts'

/** Replies of a server with a base map: its version, and the parts of its archive. */
export function baseMapReplies(options: ArchiveOptions): Replies {
	const archive = writePmtilesArchive(options)
	return {
		'GET /api/base-map': { version: '1-1' },
		'GET /api/base-map/1-1': ({ headers }: SentRequest) => {
			const [, first = 0, last = 0] =
				/^bytes=(\d+)-(\d+)$/.exec(headers.get('range') ?? '')?.map(Number) ?? []
			return new Response(archive.slice(first, last + 1), { status: 206 })
		},
	}
}
