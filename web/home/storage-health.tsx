import { useSyncExternalStore } from 'react'
import { reserveShare, subscribeToDisk } from '../storage/disk-guard.ts'
import { losses } from '../storage/ledger.ts'
import { persistence } from '../storage/persistence.ts'
import { DiskNote, Losses } from '../ui/disk-note.tsx'
import { useTexts } from '../ui/i18n.ts'
import { useStored } from '../ui/use-stored.ts'

/** How safe what is kept here is. Free space is not shown: what browsers say of it is made up. */
export function StorageHealth() {
	const { t } = useTexts()
	const share = useSyncExternalStore(subscribeToDisk, reserveShare)
	const found = useStored(async () => ({
		persistence: await persistence(),
		used: (await navigator.storage?.estimate?.())?.usage ?? null,
		isAllHere: losses().length === 0,
	}))
	if (!found) return null
	const { used, isAllHere } = found
	return (
		<section className="stack tight" aria-labelledby="storage">
			<h2 id="storage">{t('storage.title')}</h2>
			<DiskNote />
			<Losses />
			{isAllHere && <p className="hint">{t('storage.allHere')}</p>}
			<p className="hint">{t(`send.persistence.${found.persistence}`)}</p>
			{share !== null && (
				<p className="hint">
					{share === 1
						? t('storage.reserveWhole')
						: t('storage.reservePart', { percent: Math.round(100 * share) })}
				</p>
			)}
			{used !== null && <p className="hint">{t('storage.used', { size: (used / 1e6).toFixed(1) })}</p>}
		</section>
	)
}
