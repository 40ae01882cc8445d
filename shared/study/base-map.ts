import * as z from 'zod/mini'

/** Most bytes of one request: far more than a tile, or a directory of tiles, has. */
export const maxBaseMapRange = 2_000_000

/** The base map of the server: a PMTiles archive under the maps of the desk. */
export const baseMapSchema = z.object({
	/** Changes with the file: pieces of two versions are never mixed. */
	version: z.string().check(z.regex(/^[0-9a-z]+-[0-9a-z]+$/)),
})
