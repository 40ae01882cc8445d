import { useEffect, useState } from 'react'
import { actInShift } from '../../sync/shift-client.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { OpenCallBacksText } from './open-call-backs-text.tsx'
import { shiftCache } from './shift-cache.ts'

const askEveryMs = 120_000

/**
 * Number of open call-backs, on the first screen: reloaded while the screen is shown. Offline: the last
 * known number.
 */
export function CallBacksWaiting() {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const [shift, setShift] = useState(shiftCache.get(session) ?? null)
	const [isTried, setTried] = useState(false)
	useEffect(() => {
		let isHere = true
		const ask = async () => {
			try {
				const found = await actInShift(session, { kind: 'look' })
				shiftCache.set(session, found)
				if (isHere) setShift(found)
			} catch {
				// the list itself shows the error and its age
			} finally {
				if (isHere) setTried(true)
			}
		}
		void ask()
		const timer = setInterval(() => void ask(), askEveryMs)
		return () => {
			isHere = false
			clearInterval(timer)
		}
	}, [session])
	if (!shift && !isTried) return null
	if (!shift) return <span className="hint">{t('callBacks.listNotLoaded')}</span>
	return (
		<>
			<span className="hint">
				<OpenCallBacksText open={shift.open} />
			</span>
			<span className="hint">{t('callBacks.lastUpdated', { time: dateTimeIn(language, shift.at) })}</span>
		</>
	)
}
