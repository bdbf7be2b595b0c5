// Nothing: what stands in the place of a package that is never used here.
'use strict';
