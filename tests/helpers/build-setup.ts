import { execFileSync } from 'node:child_process'

/**
 * Builds the real server and app into dist/, for tests that start the program; does nothing if they are
 * built. It runs in a process of its own: a build within the tests would use their `NODE_ENV`, and have no
 * service worker.
 */
export default function setup(): void {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITE|VITEST|TEST|MODE|DEV|PROD)/.test(name)),
	)
	execFileSync(process.execPath, ['scripts/build.mjs'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}
