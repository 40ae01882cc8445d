import { useEffect, useState } from 'react'
import type { Answer } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { may } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { useTranslations } from '../../ui/i18n.ts'
import { type Unsealed, unseal, useOpenKeys } from '../account/role-key.ts'
import { UnlockRoleKey } from '../account/unlock-role-key.tsx'
import { useDesk } from '../kit/desk-context.ts'

/** Returns each sealed answer of a record with its path. */
function sealedIn(record: RecordDetail): [path: string, text: string][] {
	const found = new Map<string, string>()
	const collect = (path: string, answer: Answer | null) => {
		if (isSealed(answer)) found.set(answer, path)
	}
	const collectFrom = (answers: Readonly<Record<string, Answer | null>>) => {
		for (const [path, answer] of Object.entries(answers)) collect(path, answer)
	}
	collectFrom(record.answers)
	collectFrom(record.leftOver)
	for (const { changes } of record.history)
		for (const { path, before, after } of changes) {
			collect(path, before)
			collect(path, after)
		}
	for (const { path, base, sides } of record.conflicts) {
		collect(path, base)
		for (const side of sides) {
			collect(path, side.value)
			collectFrom(side.changes)
		}
	}
	return [...found].map(([text, path]) => [path, text])
}

/** Result of decrypting each sealed answer with the keys that are open in this page, by sealed text. */
export interface DecryptedAnswers {
	readonly count: number
	readonly answers: ReadonlyMap<string, Unsealed>
}

/** Decrypts the sealed answers of a record. `isOfServer` is true for a path that only the server decrypts. */
export function useDecryptedAnswers(
	record: RecordDetail,
	isOfServer: (path: string) => boolean,
): DecryptedAnswers {
	const keys = useOpenKeys()
	const [opened, setOpened] = useState<DecryptedAnswers>({ count: 0, answers: new Map() })
	// biome-ignore lint/correctness/useExhaustiveDependencies: with another key other answers open
	useEffect(() => {
		let isCurrent = true
		const sealed = sealedIn(record).filter(([path]) => !isOfServer(path))
		void Promise.all(
			sealed.map(async ([path, text]) => [text, await unseal(text, record.id, path)] as const),
		).then((found) => {
			if (isCurrent) setOpened({ count: sealed.length, answers: new Map(found) })
		})
		return () => {
			isCurrent = false
		}
	}, [record, keys])
	return opened
}

/** Shows how many answers are sealed, and lets the holder of the role's secret key decrypt them. */
export function SealedAnswers({ opened: { count, answers } }: { opened: DecryptedAnswers }) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const closed = [...answers.values()].filter(({ outcome }) => outcome === 'no-key').length
	const damaged = [...answers.values()].filter(({ outcome }) => outcome === 'damaged').length
	if (count === 0) return null
	return (
		<section className="stack tight narrow-desk" aria-labelledby="sealed">
			<h2 id="sealed">{t('roleKey.encryptedTitle')}</h2>
			{damaged > 0 && <p className="note stop">{t('roleKey.damagedCount', { count: damaged })}</p>}
			{closed === 0 && damaged < count && <p className="hint">{t('roleKey.decryptedHint')}</p>}
			{closed > 0 &&
				(may(person.role, 'role-key.manage') && !person.demonstration ? (
					<UnlockRoleKey>{t('roleKey.encryptedCount', { count: closed })}</UnlockRoleKey>
				) : (
					<p className="note quiet">{t('roleKey.otherRolesCount', { count: closed })}</p>
				))}
		</section>
	)
}
