import { useEffect } from 'react'
import { lockedState } from '../../storage/outbox/sealed-outbox.ts'
import { type LockedSender, startLockedSender } from '../../sync/locked-sender.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useLocalData } from '../../ui/use-local-data.ts'

/** One sender for the whole app, created by the first lock screen with unsent data. */
let sender: LockedSender | null = null

/** Unsent data of a person: counts only, which need no PIN, without content of records. */
export function UnsentWorkNote({ device }: { device: string }) {
	const { t } = useTranslations()
	const state = useLocalData(() => lockedState(device), device)
	useEffect(() => {
		sender ??= startLockedSender(__APP_VERSION__)
		sender.wake()
	}, [])
	if (!state) return null
	const { records, needPin, refused, files, ready } = state
	const lines = [
		...(records > 0 ? [t('locked.unsentCount', { count: records })] : []),
		...(ready > 0 ? [t('locked.sendsAutomatically')] : []),
		...(needPin > 0 ? [t('locked.recordsNeedPin', { count: needPin })] : []),
		...(files > 0 ? [t('locked.filesNeedPin', { count: files })] : []),
		...(records + refused + files === 0 ? [t('locked.allSent')] : []),
	]
	return lines.length > 0 && <span className="hint">{lines.join(' ')}</span>
}
