import { useEffect, useRef } from 'react'
import { saveFile } from '../../ui/download-file.ts'
import { useTranslations } from '../../ui/i18n.ts'

/** Backup codes, shown once: to save, print or copy. */
export function BackupCodes({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) {
	const { t } = useTranslations()
	const head = useRef<HTMLHeadingElement>(null)
	// shown only once, so a screen reader has to read them now
	useEffect(() => head.current?.focus(), [])
	const save = () => {
		const text = [
			t('twoFactor.backupCodesFileTitle'),
			'',
			...codes,
			'',
			t('twoFactor.backupCodesHelp'),
			'',
		].join('\n')
		saveFile('zila-backup-codes.txt', new Blob([text], { type: 'text/plain' }))
	}
	return (
		<section className="panel stack backup-codes prints-alone" aria-labelledby="backup-codes">
			<h3 id="backup-codes" tabIndex={-1} ref={head}>
				{t('twoFactor.backupCodes')}
			</h3>
			<p>{t('twoFactor.backupCodesHelp')}</p>
			<ul className="shown-code" dir="ltr">
				{codes.map((code) => (
					<li key={code}>
						<code>{code}</code>
					</li>
				))}
			</ul>
			<div className="actions">
				<button type="button" className="plain" onClick={save}>
					{t('twoFactor.save')}
				</button>
				<button type="button" className="plain" onClick={() => print()}>
					{t('twoFactor.print')}
				</button>
				<button type="button" onClick={onSaved}>
					{t('twoFactor.confirmSaved')}
				</button>
			</div>
		</section>
	)
}
