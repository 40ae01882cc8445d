import type { ReactNode } from 'react'
import { saveFile } from '../../ui/download-file.ts'
import { useTranslations } from '../../ui/i18n.ts'

interface SaveOnceActionsProps {
	/** Name of the text file. */
	readonly name: string
	readonly lines: readonly string[]
	readonly onSaved: () => void
	readonly children?: ReactNode
}

/** Actions for a secret that is shown once: save, print, and confirm that it is saved. */
export function SaveOnceActions({ name, lines, onSaved, children }: SaveOnceActionsProps) {
	const { t } = useTranslations()
	return (
		<div className="actions">
			<button
				type="button"
				className="plain"
				onClick={() => saveFile(name, new Blob([lines.join('\n')], { type: 'text/plain' }))}
			>
				{t('recovery.save')}
			</button>
			<button type="button" className="plain" onClick={() => print()}>
				{t('recovery.print')}
			</button>
			<button type="button" onClick={onSaved}>
				{t('recovery.confirmSaved')}
			</button>
			{children}
		</div>
	)
}
