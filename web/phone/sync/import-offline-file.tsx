import { useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { fromText } from '#shared/sync/bundle-text'
import { bundlesIn, parseOfflineBundleHeader } from '#shared/sync/offline-bundle'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { saveOfflineFile } from '../../storage/outbox/offline-files.ts'
import { importReceipt } from '../../sync/import-receipt.ts'
import { openChooser } from '../../ui/activity-events.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'

type ImportOfflineResult =
	| { readonly kind: 'kept' | 'not-ours' | 'for-another' | 'not-signed' }
	| { readonly kind: 'other-project'; readonly project: string }
	| { readonly kind: 'taken'; readonly atServer: number }

/**
 * Imports an offline file of another phone, a file that this phone saved before it lost its data, or a
 * receipt.
 */
export function ImportOfflineFile() {
	const { t } = useTranslations()
	const { session, loop } = useSession()
	const input = useRef<HTMLInputElement>(null)
	const [result, setResult] = useState<ImportOfflineResult | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function importFile(file: File | undefined) {
		if (!file) return
		setResult(null)
		setProblem(null)
		try {
			const found = await importChosenFile(session, file)
			setResult(found)
			if (found.kind === 'kept') loop.sendNow()
			if (found.kind === 'taken') loop.saved()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<section className="stack tight" aria-labelledby="import-offline-file">
			<h2 id="import-offline-file">{t('offlineTransfer.importTitle')}</h2>
			<p>{t('offlineTransfer.importHint')}</p>
			<input
				ref={input}
				type="file"
				hidden
				onChange={({ target }) => {
					void importFile(target.files?.[0])
					// allows the same file to be chosen again
					target.value = ''
				}}
			/>
			<button type="button" className="plain" onClick={() => openChooser(input.current)}>
				<Icon name="file" />
				{t('offlineTransfer.chooseFile')}
			</button>
			<div role="status">
				{result && (
					<p className={`note ${result.kind === 'kept' || result.kind === 'taken' ? 'quiet' : 'stop'}`}>
						{result.kind === 'taken'
							? t('offlineTransfer.receiptApplied', { count: result.atServer })
							: result.kind === 'other-project'
								? t('offlineTransfer.otherProject', { project: result.project })
								: result.kind === 'kept'
									? t('offlineTransfer.storedForSync')
									: t(`offlineTransfer.${result.kind}`)}
					</p>
				)}
			</div>
			<ProblemNote problem={problem} />
		</section>
	)
}

/** Imports a file. Data to send is saved first: the original may have to be deleted to free space. */
async function importChosenFile(vaultSession: VaultSession, chosen: File): Promise<ImportOfflineResult> {
	const file = await fromText(chosen)
	for await (const { bundle } of bundlesIn(file)) {
		const found = parseOfflineBundleHeader(bundle)
		if (found?.kind === 'receipt') return importReceipt(vaultSession, file)
		if (found?.kind !== 'carried') continue
		const { project, carried: createdAt } = found.header
		if (project !== vaultSession.project) return { kind: 'other-project', project }
		await saveOfflineFile(file, createdAt)
		return { kind: 'kept' }
	}
	return { kind: 'not-ours' }
}
