import { expect, test } from 'vitest'
import { flagKindNames } from '#shared/quality/flags'
import { startRoundThresholds } from '#shared/quality/round-thresholds'
import { interviewFlags } from '#shared/review/record-list'
import english from '../../locales/en.json' with { type: 'json' }

test('each quality check and each of its limits has a name, so that none is shown by its name in the code', () => {
	const { kinds, limits } = english.quality
	const named = { ...kinds, ...limits.kind }
	expect(flagKindNames.filter((kind) => !(kind in named))).toEqual([])
	expect(interviewFlags.filter((kind) => !(kind in kinds))).toEqual([])
	expect(Object.keys(startRoundThresholds).filter((name) => !(name in limits.name))).toEqual([])
})
