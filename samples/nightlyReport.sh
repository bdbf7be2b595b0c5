#!/usr/bin/env bash
# Attaches a report to an event of today, through a webhook: no token, no client. Run twice, there is one event with one report.
#
# Start the stack with webhooks for adele's mailbox:
#   HOOK_TENANT_ID=3f8a5c1e-7d42-4b9f-9c60-5e2b8a1d4f70 HOOK_MAILBOXES=ddfcd489-628b-40d7-b48b-57002df800e5 HOOK_ROLES=Calendars.ReadWrite npm start
# In another terminal, and then each night at 03:17 by crontab -e:
#   bash samples/nightlyReport.sh
#   17 3 * * *  cd /srv/calendar-attachments && bash samples/nightlyReport.sh
set -euo pipefail
HOOK=${HOOK:-http://localhost:7071/hooks/v1.0/users/adele@contoso.example}
KEY_FILE=${KEY_FILE:-.local/functions-key}
today=$(date -u +%F)
event="$HOOK/events/report-$today"

# The key comes by a file, since the arguments of a program are everybody's to see. What failed on the way is sent again.
send() {
  curl --silent --show-error --fail-with-body --retry 5 --retry-all-errors --output /dev/null \
    --header @<(printf 'x-functions-key: %s' "$(cat "$KEY_FILE")") "$@"
}

send -X PUT "$event" -H 'Content-Type: application/json' \
  -d "{\"subject\": \"Report of $today\", \"isAllDay\": true, \"start\": {\"dateTime\": \"$today\"}, \"end\": {\"dateTime\": \"$(date -u -d "$today + 1 day" +%F)\"}}"
df -h | send -X POST "$event/attachments?name=disks-$today.txt" -H 'Content-Type: text/plain' -H "Idempotency-Key: disks-$today" --data-binary @-
echo "Attached disks-$today.txt to report-$today"
