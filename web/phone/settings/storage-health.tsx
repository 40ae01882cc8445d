import { useState, useSyncExternalStore } from 'react'
import { deleteAllAudio, sizeOfSounds } from '../../storage/attachments/audio-files.ts'
import { reserveShare, subscribeToDisk } from '../../storage/database/disk-guard.ts'
import { losses } from '../../storage/database/ledger.ts'
import { persistence } from '../../storage/database/persistence.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Losses, LowStorageNote } from '../../ui/low-storage-note.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'

/** Safety of the stored data. Free space is not shown: browsers report invented values. */
export function StorageHealth() {
	const { t } = useTranslations()
	const share = useSyncExternalStore(subscribeToDisk, reserveShare)
	const [isForgotten, setForgotten] = useState(false)
	const found = useLocalData(async () => ({
		persistence: await persistence(),
		used: (await navigator.storage?.estimate?.())?.usage ?? null,
		isAllHere: losses().length === 0,
		sounds: await sizeOfSounds().catch(() => 0),
	}))
	if (!found) return null
	const { used, isAllHere, sounds } = found
	return (
		<section className="stack tight" aria-labelledby="storage">
			<h2 id="storage">{t('storage.title')}</h2>
			<LowStorageNote />
			<Losses />
			{isAllHere && <p className="hint">{t('storage.complete')}</p>}
			<p className="hint">{t(`sync.persistence.${found.persistence}`)}</p>
			{share !== null && (
				<p className="hint">
					{share === 1
						? t('storage.reserveFull')
						: t('storage.reservePartial', { percent: Math.round(100 * share) })}
				</p>
			)}
			{sounds > 0 && !isForgotten && (
				<>
					<p className="hint">{t('storage.audioSize', { size: (sounds / 1e6).toFixed(1) })}</p>
					<button
						type="button"
						className="plain small"
						onClick={() => void deleteAllAudio().then(() => setForgotten(true))}
					>
						{t('storage.removeAudio')}
					</button>
				</>
			)}
			{used !== null && <p className="hint">{t('storage.usedSpace', { size: (used / 1e6).toFixed(1) })}</p>}
		</section>
	)
}
