import { useRef, useState } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { useListKeys } from './use-list-keys.ts'

/** Help on keyboard shortcuts, opened with `?`. */
export function KeysHint({ keys }: { keys: string }) {
	const { t } = useTranslations()
	const [isShown, setShown] = useState(false)
	const hint = useRef<HTMLSpanElement>(null)
	useListKeys(hint, { '?': () => setShown(!isShown) })
	return (
		<span ref={hint} role="status">
			{isShown ? keys : t('desk.shortcutsHint')}
		</span>
	)
}
