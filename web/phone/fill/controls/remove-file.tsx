import { useEffect, useRef, useState } from 'react'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'

interface RemoveFileProps {
	readonly label: string
	readonly onRemove: () => void
}

/** Button that removes a file after confirmation: there is no second copy. */
export function RemoveFile({ label, onRemove }: RemoveFileProps) {
	const { t } = useTranslations()
	const [isAsking, setAsking] = useState(false)
	const keep = useRef<HTMLButtonElement>(null)
	useEffect(() => {
		if (isAsking) keep.current?.focus()
	}, [isAsking])
	if (!isAsking)
		return (
			<button type="button" className="plain" onClick={() => setAsking(true)}>
				<Icon name="trash" />
				{label}
			</button>
		)
	return (
		<div className="note wait" role="alertdialog" aria-label={label}>
			<p>{t('controls.file.confirmRemove')}</p>
			<button type="button" onClick={onRemove}>
				{t('controls.file.confirmRemoveYes')}
			</button>
			<button type="button" className="plain" ref={keep} onClick={() => setAsking(false)}>
				{t('app.keep')}
			</button>
		</div>
	)
}
