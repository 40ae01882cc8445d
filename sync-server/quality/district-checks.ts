import type { QualityCheckResult } from '#shared/quality/run-checks'

/** Maximum districts in memory: all of a round, and some of other rounds in use. */
const maxCachedDistricts = 100

/** The check of one district in one state of its data. */
export interface CachedDistrictCheck {
	readonly stamp: string
	/** Last complete result. */
	last: QualityCheckResult | null
	readonly coming: Promise<QualityCheckResult>
	/** Resolves when the check has ended or was superseded. Never rejects. */
	readonly begin: () => Promise<void>
}

/** The districts whose checks are cached or wait. Checks run one after the other. */
export class DistrictChecks {
	readonly #cache = new Map<string, CachedDistrictCheck>()
	readonly #waiting: CachedDistrictCheck[] = []
	#isRunning = false

	/** Returns the cached check of a district, or a new one if its data have changed. */
	find(
		round: string,
		{ district, stamp }: { readonly district: string; readonly stamp: string },
		work: () => Promise<QualityCheckResult>,
	): CachedDistrictCheck {
		const key = keyOf(round, district)
		const known = this.#cache.get(key)
		return known?.stamp === stamp ? known : this.#enqueue(key, stamp, work)
	}

	/** Moves a check to the front, since a request waits for this district alone. */
	prioritize(each: CachedDistrictCheck): void {
		const at = this.#waiting.indexOf(each)
		if (at > 0) this.#waiting.unshift(...this.#waiting.splice(at, 1))
	}

	/** True if the district has a complete result, current or not. */
	hasResult(round: string, district: string): boolean {
		return Boolean(this.#cache.get(keyOf(round, district))?.last)
	}

	/** Returns the last complete results of a round, in the order of the districts. */
	lastResults(round: string): (readonly [district: string, result: QualityCheckResult])[] {
		const found = [...this.#cache].flatMap(([key, { last }]) => {
			const [ofRound, district = ''] = key.split(' ')
			return ofRound === round && last ? [[district, last] as const] : []
		})
		return found.sort(([a], [b]) => (a < b ? -1 : 1))
	}

	#enqueue(key: string, stamp: string, work: () => Promise<QualityCheckResult>): CachedDistrictCheck {
		const each = this.#createCheck(key, stamp, work)
		this.#cache.delete(key)
		this.#cache.set(key, each)
		this.#waiting.push(each)
		const [oldest] = this.#cache.keys()
		if (this.#cache.size > maxCachedDistricts && oldest !== undefined) this.#cache.delete(oldest)
		void this.#runWaiting()
		return each
	}

	#createCheck(key: string, stamp: string, work: () => Promise<QualityCheckResult>): CachedDistrictCheck {
		let begin = async (): Promise<void> => undefined
		const coming = new Promise<QualityCheckResult>((done, failed) => {
			begin = async () => {
				const newest = this.#cache.get(key)
				// The district has changed again before its turn: both requests get the later result.
				if (newest && newest !== each) return done(newest.coming)
				try {
					const last = await work()
					const cached = this.#cache.get(key)
					if (cached) cached.last = last
					done(last)
				} catch (thrown) {
					if (this.#cache.get(key) === each) this.#cache.delete(key)
					failed(thrown)
				}
			}
		})
		coming.catch(() => undefined)
		const each: CachedDistrictCheck = {
			stamp,
			last: this.#cache.get(key)?.last ?? null,
			coming,
			begin: () => begin(),
		}
		return each
	}

	async #runWaiting(): Promise<void> {
		if (this.#isRunning) return
		this.#isRunning = true
		for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next.begin()
		this.#isRunning = false
	}
}

const keyOf = (round: string, district: string): string => `${round} ${district}`
