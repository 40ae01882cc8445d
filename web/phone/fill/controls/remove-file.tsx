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
	const [isConfirming, setConfirming] = useState(false)
	const keep = useRef<HTMLButtonElement>(null)
	useEffect(() => {
		if (isConfirming) keep.current?.focus()
	}, [isConfirming])
	if (!isConfirming)
		return (
			<button type="button" className="plain" onClick={() => setConfirming(true)}>
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
			<button type="button" className="plain" ref={keep} onClick={() => setConfirming(false)}>
				{t('app.keep')}
			</button>
		</div>
	)
}
