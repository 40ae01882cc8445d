import { execFileSync } from 'node:child_process'
import {
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	rmdirSync,
	statfsSync,
	unlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Phone } from './people.ts'

/** A separate disk for a phone, small enough to be filled to the last byte. */
export interface SmallDisk {
	/** Path of the phone's profile. */
	readonly profile: string
	/** Fills all free space, as videos and other apps do. Can be called again. */
	fill(): void
	/** Deletes what `fill` wrote. */
	freeUp(): void
	freeBytes(): number
	remove(): void
}

/** Runs a program as root: mounting needs root, or a `sudo` without a password. */
function asRoot(program: string, args: readonly string[]): void {
	const isRoot = process.getuid?.() === 0
	execFileSync(isRoot ? program : 'sudo', isRoot ? args : ['-n', program, ...args], { stdio: 'pipe' })
}

/** True if this machine can mount a disk for the test. There is no other way to fill one to the last byte. */
export function canMount(): boolean {
	try {
		smallDisk(1).remove()
		return true
	} catch {
		return false
	}
}

export function smallDisk(megabytes: number): SmallDisk {
	const place = mkdtempSync(join(tmpdir(), 'zila-small-disk-'))
	const owner = `uid=${process.getuid?.() ?? 0}`
	asRoot('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,${owner}`, 'tmpfs', place])
	const profile = join(place, 'profile')
	mkdirSync(profile)
	const films: string[] = []
	const free = () => {
		const { bavail, bsize } = statfsSync(place)
		return bavail * bsize
	}
	return {
		profile,
		freeBytes: free,
		fill() {
			const film = join(place, `film-${films.length}`)
			films.push(film)
			const file = openSync(film, 'w')
			for (const size of [1024 * 1024, 4096, 1]) writeUntilFull(file, Buffer.alloc(size, 7))
			closeSync(file)
		},
		freeUp() {
			for (const film of films.splice(0)) unlinkSync(film)
		},
		remove() {
			// a killed browser may still be closing its files
			asRoot('umount', ['-l', place])
			rmdirSync(place)
		},
	}
}

function writeUntilFull(file: number, bytes: Buffer): void {
	try {
		while (writeSync(file, bytes) === bytes.length);
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown
	}
}

/**
 * Grants persistent storage to this origin in the browser profile of a phone that is off, as a browser does
 * for an app on the home screen. A permission faked by tools does not keep the browser from clearing data.
 */
export function promisePersistence(phone: Phone, url: string): void {
	phone.permissions = []
	phone.isWholeChromium = true
	const { profile } = phone
	const grant = { [`${new URL(url).origin},*`]: { setting: 1, last_modified: '13300000000000000' } }
	mkdirSync(join(profile, 'Default'), { recursive: true })
	writeFileSync(
		join(profile, 'Default', 'Preferences'),
		JSON.stringify({ profile: { content_settings: { exceptions: { durable_storage: grant } } } }),
	)
}
