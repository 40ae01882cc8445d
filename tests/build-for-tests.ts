/** The real server and the real app in dist/, for tests that start the program; nothing is done where they are built. */
export default async function setup(): Promise<void> {
	const { build } = await import('../scripts/build.mjs')
	await build()
}
