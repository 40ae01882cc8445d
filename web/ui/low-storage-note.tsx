import { lazy, Suspense, useSyncExternalStore } from 'react'
import { diskState, subscribeToDisk } from '../storage/database/disk-guard.ts'
import { losses } from '../storage/database/ledger.ts'
import { loadLaterTexts, useTranslations } from './i18n.ts'

const DataLossNote = lazy(async () => {
	const [{ DataLossNote: component }] = await Promise.all([import('./data-loss-note.tsx'), loadLaterTexts()])
	return { default: component }
})

/** Notice that the phone is nearly full, shown on every working screen. */
export function LowStorageNote() {
	const { t } = useTranslations()
	const disk = useSyncExternalStore(subscribeToDisk, diskState)
	if (disk === 'roomy') return null
	return (
		<p className="note wait" role="status">
			{t('problem.phone-nearly-full')}
		</p>
	)
}

/** Notice that stored data is missing; known once the database was opened. */
export function Losses() {
	if (losses().length === 0) return null
	return (
		<Suspense>
			<DataLossNote />
		</Suspense>
	)
}
